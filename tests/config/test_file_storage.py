"""Attachments in a bucket: a server that speaks S3 keeps them, and they are read through us, with access checked."""

from collections.abc import Iterator
from dataclasses import replace

import boto3
import pytest
from moto.server import ThreadedMotoServer

from caseway.config.bucket import Bucket
from caseway.config.env import env
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.hold.secrets import WORD, make_secret
from tests.world import World


@pytest.fixture
def bucket(settings) -> Iterator[Bucket]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    kept = Bucket("caseway", f"http://{host}:{port}", "eu-central-1", "key", "secret")
    place = {"LocationConstraint": kept.region}
    client_of(kept).create_bucket(Bucket=kept.name, CreateBucketConfiguration=place)
    settings.STORAGES = settings.STORAGES | {"default": replace(env(), bucket=kept).file_storage}
    yield kept
    server.stop()


def client_of(bucket: Bucket):
    return boto3.client(
        "s3",
        endpoint_url=bucket.endpoint,
        region_name=bucket.region,
        aws_access_key_id=bucket.key,
        aws_secret_access_key=bucket.secret,
    )


def test_an_attachment_is_kept_in_the_bucket_and_served_through_us(
    bucket: Bucket, world: World, owner: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    attachment = make_secret(world, owner).message.attachments.get()
    kept = client_of(bucket).list_objects_v2(Bucket=bucket.name)["Contents"]
    assert [one["Key"] for one in kept] == [attachment.file.name]
    answer = signed_in(owner).get(f"/attachments/{attachment.pk}/")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, WORD.encode())
    assert signed_in(stranger).get(f"/attachments/{attachment.pk}/").status_code == 404
