"""Ledgers: pools whose balance (total + adjustments − reserved − consumed) is never negative (S4-122, S4-126).

The pools are records of an object type; their balances are columns of its table, guarded by a CHECK
constraint. Every change of a balance is a movement with its cause. Rows are locked in the order of their ids.
"""
