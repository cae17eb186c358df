package io.routelb.redistribution.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A BIRD or an FRR to test with: the machine's own, or one of another version that {@code bin/daemons} has fetched. */
public enum RealDaemon {
    /** What the machine has installed. */
    BIRD,
    BIRD2_BULLSEYE,
    BIRD2_TRIXIE,
    BIRD2_FORKY,
    BIRD3_TRIXIE,
    BIRD3_FORKY,

    /** What the machine has installed. */
    FRR,
    FRR10_TRIXIE,
    FRR10_FORKY;

    /** All BIRDs. */
    public static Stream<RealDaemon> birds() {
        return Stream.of(values()).filter(each -> each.name().startsWith("BIRD"));
    }

    /** All FRRs. */
    public static Stream<RealDaemon> frrs() {
        return Stream.of(values()).filter(each -> each.name().startsWith("FRR"));
    }

    /** Whether it is the machine's own. */
    public boolean isInstalled() {
        return this == BIRD || this == FRR;
    }

    /**
     * One of its programs, such as {@code birdc}.
     *
     * @throws AssertionError it is not there; a test that needs it must not be left out silently
     */
    public String program(String name) {
        return found(name)
                .map(Path::toString)
                .orElseThrow(() -> new AssertionError(name + " of " + this + " is not there: "
                        + (isInstalled() ? "install it" : "run bin/daemons " + this)));
    }

    private Optional<Path> found(String name) {
        return folders()
                .map(each -> each.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Stream<Path> folders() {
        return switch (this) {
            case BIRD -> Stream.of(Path.of("/usr/sbin"));
            case FRR -> Stream.of(Path.of("/usr/lib/frr"), Path.of("/usr/bin"));
            case BIRD2_BULLSEYE, BIRD2_TRIXIE, BIRD2_FORKY, BIRD3_TRIXIE, BIRD3_FORKY, FRR10_TRIXIE, FRR10_FORKY ->
                Stream.of(Path.of("../target/daemons", toString()).toAbsolutePath());
        };
    }

    /** As {@code bin/daemons} calls it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
