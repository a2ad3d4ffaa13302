/* LD_PRELOAD shim: a disk whose every flush takes SLOW_FSYNC_US longer. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void wait_first(void) {
  const char *text = getenv("SLOW_FSYNC_US");
  long us = text ? atol(text) : 10000;
  struct timespec rest = {us / 1000000, us % 1000000 * 1000};
  while (nanosleep(&rest, &rest) != 0) {
  }
}

int fsync(int fd) {
  wait_first();
  return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
  wait_first();
  return (int)syscall(SYS_fdatasync, fd);
}
