"""Demo data of packages: generators declared in `demo/*.yaml`, drawn from a seed and loaded in bulk."""

from xieyun.packages.demo.loading import load

__all__ = ["load"]
