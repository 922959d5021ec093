"""Taking in what people bring: plan what a file would change, apply the plan, undo it later.

`planning.plan_import` looks and writes nothing, `applying.apply_plan` writes the plan in the transaction
it is given, `undoing.undo_import` takes it back. The rules are in `docs/imports.md`.
"""
