"""Lists: pages, cursors, filters and orderings, and 400 for what they do not know."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core_banking.api import pagination
from core_banking.kernel.models import ThrottleWindow

LIST, OLDEST, SHORT = "/api/test/windows/", "/api/test/oldest-windows/", "/api/test/short-list/"
NOON = dt.datetime(2024, 1, 15, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def rows(db: None) -> list[int]:
    """Seven rows; return their keys, oldest first."""
    made = ThrottleWindow.objects.bulk_create(
        ThrottleWindow(
            scope="even" if number % 2 == 0 else "odd",
            subject_digest=bytes([number]),
            window_start=NOON + dt.timedelta(hours=number),
            hits=number * 100,
        )
        for number in range(1, 8)
    )
    return [row.pk for row in made]


def keys(response: Any) -> list[int]:
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def walk(client: Any, address: str | None, direction: str = "next") -> list[list[int]]:
    pages = []
    while address:
        response = client.get(address)
        pages.append(keys(response))
        address = response.json()[direction]
    return pages


class TestNumberedPages:
    def test_a_page_has_count_next_previous_and_results(self, client: Any, rows: list[int]) -> None:
        response = client.get(f"{SHORT}?page=2&page_size=3")

        assert response.json() | {"results": None} == {
            "count": 7,
            "next": f"http://testserver{SHORT}?page=3&page_size=3",
            "previous": f"http://testserver{SHORT}?page_size=3",
            "results": None,
        }
        assert keys(response) == rows[3:6]

    def test_fifty_rows_are_a_page(self, client: Any, db: None) -> None:
        ThrottleWindow.objects.bulk_create(
            ThrottleWindow(scope="s", subject_digest=b"x", window_start=NOON + dt.timedelta(hours=number))
            for number in range(51)
        )

        assert len(keys(client.get(SHORT))) == 50
        assert len(keys(client.get(f"{SHORT}?page_size=200"))) == 51

    @pytest.mark.parametrize("address", [SHORT, LIST])
    @pytest.mark.parametrize("parameter", ["page", "page_size"])
    @pytest.mark.parametrize(
        "value", ["0", "-1", "x", "", "1.5", "201x", "１", "99999999999999999999", "%20"]
    )
    def test_a_malformed_number_is_400_by_name(
        self, client: Any, rows: list[int], address: str, parameter: str, value: Any
    ) -> None:
        response = client.get(f"{address}?{parameter}={value}")

        assert response.status_code == 400
        assert list(response.json()) == [parameter]

    @pytest.mark.parametrize("address", [SHORT, LIST])
    def test_more_than_200_rows_are_not_a_page(self, client: Any, rows: list[int], address: str) -> None:
        assert client.get(f"{address}?page_size=200").status_code == 200
        response = client.get(f"{address}?page_size=201")

        assert response.status_code == 400
        assert response.json() == {"page_size": ["Give a whole number from 1 to 200."]}

    @pytest.mark.parametrize("address", [SHORT, LIST])
    @pytest.mark.parametrize("page", [8, 10_000_000])
    def test_a_page_that_is_not_there_is_404(
        self, client: Any, rows: list[int], address: str, page: int
    ) -> None:
        response = client.get(f"{address}?page={page}&page_size=1")

        assert response.status_code == 404
        assert response.json() == {"error": "There is no such page.", "code": "not_found"}

    @pytest.mark.parametrize("address", [SHORT, LIST])
    def test_an_empty_list_has_an_empty_first_page(self, client: Any, db: None, address: str) -> None:
        body = client.get(address).json()

        assert (body["count"], body["results"], body["next"], body["previous"]) == (0, [], None, None)

    def test_numbered_pages_walk_a_growing_list_too(self, client: Any, rows: list[int]) -> None:
        assert walk(client, f"{LIST}?page_size=3") == [rows[6:3:-1], rows[3:0:-1], rows[:1]]
        assert walk(client, f"{LIST}?page_size=3&page=3", "previous") == [
            rows[:1],
            rows[3:0:-1],
            rows[6:3:-1],
        ]

    def test_a_growing_list_counts_exactly_up_to_its_limit_and_says_so_beyond(
        self, client: Any, rows: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pagination, "EXACT_COUNT_LIMIT", 7)
        body = client.get(f"{LIST}?page_size=2").json()
        assert (body["count"], body["count_is_exact"]) == (7, True)

        monkeypatch.setattr(pagination, "EXACT_COUNT_LIMIT", 6)
        body = client.get(f"{LIST}?page_size=2").json()
        assert (body["count"], body["count_is_exact"]) == (6, False)
        assert walk(client, f"{LIST}?page_size=2") == [rows[6:4:-1], rows[4:2:-1], rows[2:0:-1], rows[:1]]
        assert client.get(f"{LIST}?page_size=2&page=5").status_code == 404

    def test_a_page_of_a_growing_list_is_two_statements(
        self, client: Any, rows: list[int], django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(2):
            client.get(f"{LIST}?page=2&page_size=2")


class TestKeysetPages:
    def test_an_empty_cursor_starts_and_next_leads_through_every_row_once(
        self, client: Any, rows: list[int]
    ) -> None:
        assert walk(client, f"{LIST}?cursor=&page_size=3") == [rows[6:3:-1], rows[3:0:-1], rows[:1]]
        assert walk(client, f"{OLDEST}?cursor=&page_size=3") == [rows[:3], rows[3:6], rows[6:]]

    def test_previous_leads_back(self, client: Any, rows: list[int]) -> None:
        third = client.get(client.get(f"{LIST}?cursor=&page_size=3").json()["next"]).json()["next"]

        assert walk(client, third, "previous") == [rows[:1], rows[3:0:-1], rows[6:3:-1]]

    def test_a_page_reached_backwards_leads_forwards_again(self, client: Any, rows: list[int]) -> None:
        second = client.get(f"{LIST}?cursor=&page_size=3").json()["next"]
        first_again = client.get(second).json()["previous"]

        assert keys(client.get(client.get(first_again).json()["next"])) == rows[3:0:-1]

    def test_it_does_not_count(self, client: Any, rows: list[int], django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(1):
            body = client.get(f"{LIST}?cursor=&page_size=3").json()

        assert (body["count"], body["count_is_exact"], body["previous"]) == (None, None, None)

    def test_rows_that_arrive_meanwhile_neither_repeat_nor_hide_others(
        self, client: Any, rows: list[int]
    ) -> None:
        second = client.get(f"{LIST}?cursor=&page_size=3").json()["next"]
        ThrottleWindow.objects.create(scope="new", subject_digest=b"n", window_start=NOON)

        assert keys(client.get(second)) == rows[3:0:-1]

    def test_filters_travel_with_the_cursor(self, client: Any, rows: list[int]) -> None:
        pages = walk(client, f"{LIST}?cursor=&page_size=2&scope=odd")

        assert pages == [[rows[6], rows[4]], [rows[2], rows[0]]]

    def test_a_page_beside_a_cursor_is_400(self, client: Any, rows: list[int]) -> None:
        response = client.get(f"{LIST}?cursor=&page=2")

        assert response.status_code == 400
        assert response.json() == {"page": ["Give a page or a cursor, not both."]}

    def test_an_empty_list_has_one_empty_page(self, client: Any, db: None) -> None:
        assert walk(client, f"{LIST}?cursor=") == [[]]

    @pytest.mark.parametrize("cursor", ["x", "AAAA", "%00", "ü", "1", "x" * 1000])
    def test_what_is_no_cursor_is_400(self, client: Any, rows: list[int], cursor: str) -> None:
        assert client.get(f"{LIST}?cursor={cursor}").status_code == 400

    def test_a_cursor_of_another_list_is_400(self, client: Any, rows: list[int]) -> None:
        cursor = parse_qs(urlsplit(client.get(f"{LIST}?cursor=&page_size=3").json()["next"]).query)["cursor"][
            0
        ]

        response = client.get(OLDEST, {"cursor": cursor})

        assert response.status_code == 400
        assert response.json() == {"cursor": ["This cursor does not belong to this list."]}

    def test_the_order_may_be_turned_but_not_changed(self, client: Any, rows: list[int]) -> None:
        assert walk(client, f"{LIST}?cursor=&page_size=4&ordering=id") == [rows[:4], rows[4:]]
        response = client.get(f"{LIST}?cursor=&ordering=hits")

        assert response.status_code == 400
        assert response.json() == {"ordering": ["This ordering cannot be combined with a cursor."]}

    def test_the_same_address_without_its_slash_has_the_same_cursors(
        self, client: Any, rows: list[int]
    ) -> None:
        following = client.get(f"{LIST.rstrip('/')}?cursor=&page_size=3").json()["next"]

        assert following.startswith(f"http://testserver{LIST}?")
        assert keys(client.get(following)) == rows[3:0:-1]


class TestFilters:
    def test_known_filters_apply(self, client: Any, rows: list[int]) -> None:
        assert keys(client.get(f"{LIST}?scope=even")) == [rows[5], rows[3], rows[1]]
        assert keys(client.get(f"{LIST}?hits_min=6.00")) == [rows[6], rows[5]]
        assert keys(client.get(f"{LIST}?started_after=2024-01-15T18:00:00Z")) == [rows[6], rows[5]]
        assert keys(client.get(f"{LIST}?colour=blue")) == rows[::-1]

    @pytest.mark.parametrize(
        ("address", "parameter"),
        [(LIST, "scop"), (LIST, "started"), (LIST, "id"), (SHORT, "cursor"), (SHORT, "ordering"), (SHORT, "scope"),
         (SHORT, "format"), (LIST, "123-45-6789")],
    )  # fmt: skip
    def test_an_unknown_parameter_is_400_by_name(
        self, client: Any, rows: list[int], address: str, parameter: str
    ) -> None:
        response = client.get(f"{address}?{parameter}=1")

        assert response.status_code == 400
        assert response.json() == {parameter: ["There is no such parameter here."]}

    @pytest.mark.parametrize(
        ("parameter", "value"),
        [("hits_min", "x"), ("hits_min", "-1"), ("hits_min", "NaN"), ("hits_min", "0.001"), ("hits_min", "1e3"),
         ("ordering", "scope"), ("ordering", "--id"), ("ordering", ""),
         ("ordering", "id,secret")],
    )  # fmt: skip
    def test_a_value_that_makes_no_sense_is_400_by_name(
        self, client: Any, rows: list[int], parameter: str, value: Any
    ) -> None:
        response = client.get(LIST, {parameter: value})

        assert response.status_code == 400
        assert list(response.json()) == [parameter]

    def test_an_end_of_a_range_that_makes_no_sense_is_400_by_the_ranges_name(
        self, client: Any, rows: list[int]
    ) -> None:
        assert list(client.get(LIST, {"started_after": "yesterday"}).json()) == ["started"]

    def test_known_orderings_apply_and_ties_are_broken(self, client: Any, rows: list[int]) -> None:
        ThrottleWindow.objects.update(hits=5)

        assert keys(client.get(f"{LIST}?ordering=hits")) == rows[::-1]
        assert keys(client.get(f"{LIST}?ordering=-hits,id")) == rows

    def test_one_row_has_no_such_parameters(self, client: Any, rows: list[int]) -> None:
        assert client.get(f"{LIST}{rows[0]}/").json() == {"id": rows[0], "scope": "odd", "hits": 100}
        assert client.get(f"{LIST}{10**30}/").status_code == 404
