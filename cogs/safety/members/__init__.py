"""What members see and may do: reports, private notices, appeals, their own record."""
