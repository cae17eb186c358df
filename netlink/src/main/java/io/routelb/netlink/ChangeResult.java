package io.routelb.netlink;

/**
 * The kernel's answer to one change.
 *
 * @param errno 0 when it was made, else Linux's errno
 * @param kernelText the kernel's explanation; may be empty
 */
public record ChangeResult(int errno, String kernelText) {
    private static final int ESRCH = 3;
    private static final int EADDRNOTAVAIL = 99;

    /** Whether the kernel holds now what was asked for. */
    public boolean ok() {
        return errno == 0;
    }

    /** Whether the address or route that was to be removed was not there. */
    public boolean absent() {
        return errno == ESRCH || errno == EADDRNOTAVAIL;
    }

    /** One sentence for a human, such as {@code cannot add 192.0.2.1/32: No such device (errno 19)}. */
    public String sentence(String operation) {
        return NetlinkException.sentence(errno, operation, kernelText, "CAP_NET_ADMIN");
    }
}
