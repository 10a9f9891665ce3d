"""The wheel with the server inside: the Python kit's own metadata, for one kind of machine. wheel.py calls it."""

import os

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel


class PlatformDistribution(Distribution):
    """Its files are for one platform, although there is no extension module among them."""

    def has_ext_modules(self):
        return True


class PlatformWheel(bdist_wheel):
    """A wheel for any Python 3 on one platform."""

    def get_tag(self):
        return "py3", "none", os.environ["DEEPMOCK_WHEEL_PLATFORM"]


setup(
    version=os.environ["DEEPMOCK_WHEEL_VERSION"], distclass=PlatformDistribution,
    cmdclass={"bdist_wheel": PlatformWheel})
