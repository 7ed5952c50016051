"""Every write of the ground floor: keyword-only functions, one transaction each."""
