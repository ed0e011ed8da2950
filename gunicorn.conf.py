"""How gunicorn serves the app. The table in docs/hosting.md says which environment variables change it."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # why: gunicorn reads this file before it adds its own folder

from webapp.backups import serving_lock
from webapp.backups.refusals import Refused
from webapp.config import CannotStart, read_settings
from webapp.database import THREADS, forget_connections
from webapp.migrating import check_prepared

try:
    settings = read_settings()
    serving_lock.hold(settings.data_dir)  # before the workers are forked: it lasts until the last of them has ended
    check_prepared(settings)  # here, since a worker that does not start is reported with a traceback
except (CannotStart, Refused) as error:
    sys.exit(str(error))

bind = settings.bind
workers = settings.web_concurrency
worker_class = "webapp.web.worker.PatientWorker"  # gthread that is not held up by slow clients
threads = THREADS
timeout = 30
graceful_timeout = 25
keepalive = 5
# why: gunicorn's workers touch a file to show that they live, and on a slow disk the touch itself can hang
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
control_socket_disable = True  # it would write into the home folder, which may be read-only


def post_fork(server: object, worker: object) -> None:
    forget_connections()
