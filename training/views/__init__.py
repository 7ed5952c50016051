"""The pages of the ground floor: check the right, call one service or queryset, render."""
