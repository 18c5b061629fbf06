"""pynamodb's models, the definition of the cloud and the map of personal data say the same."""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from typing import Any

import chalicelib.storage
import pytest
from chalicelib.storage.tables import TableItem

from infra.definition import TABLES, Table, physical_name
from infra.personal_data import PERSONAL_DATA
from localstack.provision import table_request


def _models() -> Mapping[str, type[TableItem]]:
    for module in pkgutil.iter_modules(chalicelib.storage.__path__):
        importlib.import_module(f"chalicelib.storage.{module.name}")
    return {model.Meta.table_name: model for model in TableItem.__subclasses__()}


MODELS = _models()


Json = Mapping[str, Any]


def _keys(schema: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {part["KeyType"]: part["AttributeName"] for part in schema}


def _kinds(definitions: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {part["AttributeName"]: part["AttributeType"] for part in definitions}


def _wanted(table: Table) -> Json:
    request = table_request(table.name, table)
    indexes = request.get("GlobalSecondaryIndexes", [])
    return {
        "keys": _keys(request["KeySchema"]),
        "kinds": _kinds(request["AttributeDefinitions"]),
        "indexes": {index["IndexName"]: _keys(index["KeySchema"]) for index in indexes},
    }


def _modelled(table: Table) -> Json:
    model = MODELS[physical_name("local", table.name)]
    schema: Json = model._get_schema()  # noqa: SLF001  # pynamodb tells it nowhere else
    indexes = schema["global_secondary_indexes"]
    return {
        "keys": _keys(schema["key_schema"]),
        "kinds": _kinds(schema["attribute_definitions"]),
        "indexes": {index["index_name"]: _keys(index["key_schema"]) for index in indexes},
    }


def test_there_is_one_model_a_table() -> None:
    assert set(MODELS) == {physical_name("local", table.name) for table in TABLES}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_model_has_the_keys_and_indexes_of_its_table(table: Table) -> None:
    assert _modelled(table) == _wanted(table)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_expires_is_an_attribute_of_the_model(table: Table) -> None:
    attributes = _attributes(table)
    assert table.ttl is None or table.ttl in attributes
    assert table.ttl is not None or "expires_at" not in attributes


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_attribute_is_classified(table: Table) -> None:
    assert set(PERSONAL_DATA[table.name]) == _attributes(table)


def test_nothing_else_is_classified() -> None:
    assert set(PERSONAL_DATA) == {table.name for table in TABLES}


def _attributes(table: Table) -> set[str]:
    model = MODELS[physical_name("local", table.name)]
    return {attribute.attr_name for attribute in model.get_attributes().values()}
