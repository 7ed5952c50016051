"""Every write of knowledge: keyword-only functions, one transaction each."""
