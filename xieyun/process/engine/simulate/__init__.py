"""Random sound models driven by random commands; every seed can be replayed by its number.

python -m xieyun.process.engine.simulate --seeds 10000 [--from 1] [--seed 4711]
"""
