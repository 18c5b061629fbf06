"""Policies in their bucket, and the files that are published there (A1)."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from chalicelib.adapters.aws import Aws
from chalicelib.adapters.policies import S3PolicyRepository, parse_policy
from chalicelib.config import load_config
from chalicelib.domain.errors import DomainError, ErrorCode

from localstack.cloud import Cloud
from tests.fakes.edge import FakeClock

FILES = Path(__file__).parents[2] / "infra" / "policies"
PUBLISHED = sorted(FILES.rglob("*.json"))
BUCKET = "test-policies"


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_published_file_says_the_same_in_both_languages(path: Path) -> None:
    policy = parse_policy(path.relative_to(FILES).as_posix(), path.read_bytes())
    assert policy.version == path.stem
    headings = [
        [line for line in text.splitlines() if line.startswith("# ")] for text in policy.text
    ]
    assert len(headings[0]) == len(headings[1]) > 0
    for fact in ("1900 6973", "fti.onmeeting@fpt.com.vn"):
        assert all(fact in text for text in policy.text)


def test_what_is_no_policy_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        parse_policy("terms/1.json", b'{"effective_at": "2026-01-01T00:00:00Z"}')
    with pytest.raises(msgspec.ValidationError):
        parse_policy("cookies/1.json", PUBLISHED[0].read_bytes())


@pytest.mark.local_cloud
def test_a_new_version_takes_over_when_it_takes_effect_and_the_old_one_stays(
    cloud_storage: Cloud,
) -> None:
    clock = FakeClock()
    next_week = clock.time + timedelta(days=7)
    document = msgspec.json.decode((FILES / "terms/2026-01-01.json").read_bytes())
    document |= {"effective_at": next_week.isoformat(), "text_en": "Shorter."}
    s3 = cloud_storage.client("s3")
    s3.create_bucket(
        Bucket=BUCKET,
        CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"},
    )
    for path in PUBLISHED:
        key = path.relative_to(FILES).as_posix()
        s3.put_object(Bucket=BUCKET, Key=key, Body=path.read_bytes())
    s3.put_object(Bucket=BUCKET, Key="terms/next.json", Body=msgspec.json.encode(document))
    policies = S3PolicyRepository(Aws(load_config(cloud_storage.environment())), BUCKET, clock)
    assert policies.current()["terms"].version == "2026-01-01"
    clock.advance(timedelta(days=7))
    assert policies.current()["terms"].version == "next"
    assert policies.find("terms", "2026-01-01").text.en != "Shorter."
    with pytest.raises(DomainError) as refused:
        policies.find("privacy", "next")
    assert refused.value.code == ErrorCode.POLICY_NOT_FOUND
