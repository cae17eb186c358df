package io.routelb.node.apply;

import java.io.Serial;

/** The kernel could not be read or changed. The message is one sentence. */
public final class KernelException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String sentence;

    public KernelException(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    /** Nothing threw: the kernel simply does not have what is needed. */
    public KernelException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** The message. */
    public String sentence() {
        return sentence;
    }
}
