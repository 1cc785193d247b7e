"""The base of all shapes of the API."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Schema(BaseModel):
    """A shape of the API, read from dictionaries and from objects alike.

    Not ninja's own Schema: that one reads every member of every answer through a Python object made for
    Django models, which took a fifth of the time of a list.
    """

    # A text below a member describes it in the documents of the API.
    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)
