"""Makes the shared module of this folder importable (pytest runs with importlib's import mode)."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
