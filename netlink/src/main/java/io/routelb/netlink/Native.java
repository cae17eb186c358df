package io.routelb.netlink;

import jnr.constants.platform.Errno;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Platform;
import jnr.ffi.Runtime;

/** The loaded C library and the constants of Linux that are the same on x86_64 and aarch64. */
final class Native {
    static final int O_RDONLY = 0;
    static final int O_CLOEXEC = 0x80000;
    static final int CLONE_NEWNET = 0x4000_0000;

    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOBUFS = 105;

    static final LibC LIBC = LibraryLoader.create(LibC.class)
            .option(LibraryOption.SaveError, true)
            .load(Platform.getNativePlatform().getStandardCLibraryName());
    static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

    private Native() {}

    /** The errno of this thread's last failed native call. */
    static int errno() {
        return RUNTIME.getLastError();
    }

    static NetlinkException failure(String operation) {
        return new NetlinkException(errno(), operation, "");
    }

    /** The C library's words for an errno, such as {@code File exists}. */
    static String describe(int errno) {
        Errno known = Errno.valueOf(errno);
        return known == Errno.__UNKNOWN_CONSTANT__ ? "error " + errno : known.description();
    }
}
