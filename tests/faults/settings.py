"""The project's settings with a channel layer that fails as the environment says: see `tests.faults.layers`."""

import os

from config.settings import *  # noqa: F403
from config.settings import CHANNEL_LAYERS

LAYER = CHANNEL_LAYERS["default"]
if capacity := int(os.environ.get("FAULTS_CAPACITY", "0")):
    LAYER["CONFIG"]["capacity"] = capacity
LAYER["CONFIG"] |= {
    "INNER": LAYER["BACKEND"],
    "DROP": float(os.environ.get("FAULTS_DROP", "0")),
    "SUPPRESS": os.environ.get("FAULTS_SUPPRESS", "").split(),
    "GATE": os.environ["FAULTS_GATE"],
    "DROPPED": os.environ["FAULTS_DROPPED"],
}
LAYER["BACKEND"] = "tests.faults.layers.FaultyLayer"
