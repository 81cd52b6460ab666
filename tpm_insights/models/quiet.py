"""Keep the warnings of estimation libraries out of a user's notebook."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Keep the warnings of the estimation libraries out of a user's notebook; errors still pass.

    Yields
    ------
    None
        The block runs with their warnings ignored.
    """
    with warnings.catch_warnings():
        for module in ("pyfixest", "formulaic", "statsmodels"):
            warnings.filterwarnings("ignore", module=rf"{module}(\.|$)")
        warnings.filterwarnings("ignore", message="\\s*\\d+ variables dropped due to multicollinearity")
        warnings.filterwarnings("ignore", message="\\s*\\d+ singleton fixed effect")
        with np.errstate(all="ignore"):
            yield
