"""The portal's tests begin with grants, periods and sessions."""

from tests.funding.conftest import money as money
from tests.funding.conftest import own_files as own_files
