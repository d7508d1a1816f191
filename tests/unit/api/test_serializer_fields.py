"""Each serializer has fields of its own, however cheaply they were made."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core_banking.api.serializers import StrictSerializer


class Item(serializers.Serializer):
    name = serializers.CharField(max_length=3)


class Order(StrictSerializer):
    title = serializers.CharField(max_length=5)
    tags = serializers.ListField(child=serializers.CharField(max_length=2))
    item = Item()


def test_a_field_is_bound_to_its_own_serializer():
    first, second = Order(context={"who": 1}), Order(context={"who": 2})

    assert first.fields["title"] is not second.fields["title"]
    assert first.fields["title"].context == {"who": 1}
    assert second.fields["title"].context == {"who": 2}
    assert Order._declared_fields["title"].parent is None


def test_a_field_with_fields_of_its_own_is_their_parent():
    order = Order(context={"who": 1})

    tags: Any = order.fields["tags"]
    item: Any = order.fields["item"]
    assert tags.child.parent is tags
    assert tags.child.context == {"who": 1}
    assert item.fields["name"].context == {"who": 1}


def test_what_is_changed_on_one_serializer_stays_there():
    first = Order()
    first.fields["title"].required = False
    first.fields["title"].validators = []

    second = Order(data={"title": "too long", "tags": ["a"], "item": {"name": "abc"}})

    assert second.fields["title"].required is True
    assert second.is_valid() is False
    assert set(second.errors) == {"title"}
