"""Ideas from elsewhere and for elsewhere: imports, exports, the web page and the feed."""
