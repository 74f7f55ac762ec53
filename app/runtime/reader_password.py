"""Password of the user ``reader``, with which analysts' tools log on to the Bolt proxy."""

from app.settings import Settings
from graph.errors import InvalidSetting
from graph.local_neo4j import Home


def get_reader_password(settings: Settings) -> str:
    """Return the password in the settings, or else the one in the data directory."""
    return settings.reader_password_value or ensure_reader_password(settings)


def ensure_reader_password(settings: Settings) -> str:
    """Return the password in the data directory; generate it if it is missing.

    Raises InvalidSetting if it cannot be stored.
    """
    file = Home.of(settings.data_dir).reader_password
    try:
        return file.read() or file.make()
    except OSError as error:
        raise InvalidSetting(
            f"The reader's password cannot be stored in {settings.data_dir} ({error.strerror}): "
            "set TRADEGRAPH_READER_PASSWORD, or another TRADEGRAPH_DATA_DIR."
        ) from None
