"""The scorecard: five bars, what an agency claims beside what is proven."""
