"""The adapters: each translates one platform in and out, and knows no other."""
