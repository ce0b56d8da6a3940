"""What the digest and reports say of ideas."""
