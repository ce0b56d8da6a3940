"""Codes: who brought whom, which campaign worked, who has bought something."""
