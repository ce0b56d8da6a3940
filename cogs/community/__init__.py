"""The basics that every community needs: help, settings, linked accounts."""
