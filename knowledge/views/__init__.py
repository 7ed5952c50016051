"""The pages of knowledge: check the right, call one service or queryset, render."""
