import pandas as pd
import pytest

from tpm_insights.clean.employers import hash_employers, normalize_employer
from tpm_insights.errors import UsageError


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Widget Works, L.L.C.", "widget works"),
        ("Widget Works Pty. Ltd.", "widget works"),
        ("WIDGET-WORKS GmbH & Co. KG", "widget works gmbh &"),
        ("Widget Works\n4.1", "widget works"),
        ("Widget Works 4.1 ★", "widget works"),
        ("Co", "co"),
        ("O’Neil's Shop", "oneils shop"),
        ("Éclair SA", "éclair"),
    ],
)
def test_names_lose_form_and_sign_only(name, expected):
    assert normalize_employer(name) == expected


def test_hash_depends_on_salt_and_hides_the_name():
    names = pd.Series(["Widget Works Inc", "widget works", "Other"])
    one, two = hash_employers(names, "first"), hash_employers(names, "second" * 40)
    assert one[0] == one[1] != one[2]
    assert one[0] != two[0]
    assert one.str.fullmatch("[0-9a-f]{16}").all()


def test_empty_salt_is_refused():
    with pytest.raises(UsageError, match="salt"):
        hash_employers(pd.Series(["Widget Works"]), "")
