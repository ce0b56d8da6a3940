"""Who talks with whom: connectors, clusters, gaps, and how much hangs on how few."""
