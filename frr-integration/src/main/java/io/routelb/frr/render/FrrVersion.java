package io.routelb.frr.render;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of FRR, as {@code show version} tells it. */
public record FrrVersion(int major, int minor) {
    private static final Pattern SAID = Pattern.compile("FRRouting (\\d{1,4})\\.(\\d{1,4})");

    /** The first that has roles (RFC 9234), long-lived graceful restart and all else that is written here. */
    public static final FrrVersion OLDEST = new FrrVersion(8, 4);

    /** In the answer to {@code show version}; empty when there is none. */
    public static Optional<FrrVersion> in(String answer) {
        Matcher said = SAID.matcher(answer);
        return said.find()
                ? Optional.of(new FrrVersion(Integer.parseInt(said.group(1)), Integer.parseInt(said.group(2))))
                : Optional.empty();
    }

    public boolean isBefore(FrrVersion other) {
        return major < other.major || (major == other.major && minor < other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
