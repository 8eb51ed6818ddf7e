"""What granian's worker loads: the WSGI application, in a process that ends with granian's own."""

import multiprocessing

from yizhan.app.parent_death import die_with

if (_parent := multiprocessing.parent_process()) is not None:
    die_with(_parent.pid)

from yizhan.app.wsgi import application

__all__ = ["application"]
