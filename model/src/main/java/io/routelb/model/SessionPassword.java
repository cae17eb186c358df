package io.routelb.model;

/**
 * A secret shared with a neighbour. Prints as asterisks, so that no log, status or exception shows it.
 *
 * @param text 1 to 80 octets of UTF-8, the most TCP_MD5SIG takes (linux/tcp.h)
 */
public record SessionPassword(String text) {
    /** {@code TCP_MD5SIG_MAXKEYLEN} of linux/tcp.h. */
    public static final int MAX_OCTETS = 80;

    public SessionPassword {
        int octets = octets(text);
        if (octets == 0 || octets > MAX_OCTETS) {
            throw new IllegalArgumentException("a password has 1 to " + MAX_OCTETS + " octets, not " + octets);
        }
    }

    /** Length in UTF-8. */
    public int octets() {
        return octets(text);
    }

    private static int octets(String text) {
        return text.codePoints().map(SessionPassword::octets).sum();
    }

    private static int octets(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    @Override
    public String toString() {
        return "***";
    }
}
