package io.routelb.netlink;

import java.io.IOException;
import java.io.Serial;

/**
 * The kernel refused, or could not be asked. The message is one sentence for a human; the errno, the operation and the kernel's own
 * text (its extended ack, empty when it gave none) are there for the program.
 */
public final class NetlinkException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    static final int EPERM = 1;

    private final int errno;
    private final String operation;
    private final String kernelText;
    private final String capability;

    NetlinkException(int errno, String operation, String kernelText) {
        this(errno, operation, kernelText, "CAP_NET_ADMIN");
    }

    /** @param capability the one that EPERM says is missing */
    NetlinkException(int errno, String operation, String kernelText, String capability) {
        this.capability = capability;
        this.errno = errno;
        this.operation = operation;
        this.kernelText = kernelText;
    }

    /** Linux errno, positive; 0 when the kernel's answer itself could not be understood. */
    public int errno() {
        return errno;
    }

    /** What was attempted, such as {@code delete link 7}. */
    public String operation() {
        return operation;
    }

    /** The kernel's own explanation (extended ack), or the empty string. */
    public String kernelText() {
        return kernelText;
    }

    /** One sentence for a human. */
    @Override
    public String getMessage() {
        return sentence(errno, operation, kernelText, capability);
    }

    /** The sentence shown to a human for an errno and the kernel's text. */
    static String sentence(int errno, String operation, String kernelText, String capability) {
        StringBuilder text = new StringBuilder("cannot ").append(operation);
        if (errno != 0) {
            text.append(": ")
                    .append(Native.describe(errno))
                    .append(" (errno ")
                    .append(errno)
                    .append(')');
        }
        if (!kernelText.isEmpty()) {
            text.append(": ").append(kernelText);
        }
        if (errno == EPERM) {
            text.append("; the process lacks the capability ").append(capability);
        }
        return text.toString();
    }
}
