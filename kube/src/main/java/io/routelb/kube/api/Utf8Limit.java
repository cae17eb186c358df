package io.routelb.kube.api;

import java.nio.charset.StandardCharsets;

/** Text as long as a field of the API allows. The API server counts UTF-8 bytes, not characters. */
public final class Utf8Limit {
    /** {@code note} of an event of {@code events.k8s.io/v1}. */
    public static final int EVENT_NOTE = 1024;
    /** {@code message} of a condition (KEP-1623). */
    public static final int CONDITION_MESSAGE = 32_768;
    /** A warning in an admission review; the API server would cut a longer one itself, and perhaps through a character. */
    public static final int ADMISSION_WARNING = 256;

    private static final String MORE = "...";

    private Utf8Limit() {}

    /** The text, or as many whole characters of it as fit with three dots behind them. */
    public static String cut(String text, int bytes) {
        if (text.length() <= bytes / 3 || text.getBytes(StandardCharsets.UTF_8).length <= bytes) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int used = MORE.length();
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            used += width(text.codePointAt(at));
            if (used > bytes) {
                break;
            }
            kept.appendCodePoint(text.codePointAt(at));
        }
        return kept.append(MORE).toString();
    }

    /** RFC 3629 section 3. */
    private static int width(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
