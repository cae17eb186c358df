package io.routelb.cli.offline;

/** Manifests that cannot be read; the message begins with {@code file:line:} and is one sentence. */
public final class ManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    public ManifestException(String where, String sentence) {
        super(where + ": " + sentence);
    }

    ManifestException(String where, String sentence, Exception cause) {
        super(where + ": " + sentence, cause);
    }
}
