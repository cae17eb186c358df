package io.routelb.model;

/**
 * The BIRD of the host, as the RoutingConfig describes it.
 *
 * @param version whose syntax is written, such as {@code 2.0.12}; {@value #AUTO} = asked of the daemon
 * @param mode how much of its configuration is ours
 * @param configPath absolute path of the file we write
 * @param controlSocket absolute path of the socket that {@code birdc} uses, too
 */
public record BirdView(String version, HostMode mode, String configPath, String controlSocket) {
    /** The version that the daemon says it is. */
    public static final String AUTO = "auto";

    public static final String DEFAULT_SOCKET = "/run/bird/bird.ctl";

    /** With everything as it is when nothing is said. */
    public static final BirdView DEFAULT =
            new BirdView(AUTO, HostMode.INCLUDE, pathOf(HostMode.INCLUDE), DEFAULT_SOCKET);

    /** Where the file is unless something else is said. */
    public static String pathOf(HostMode mode) {
        return switch (mode) {
            case FULL -> "/etc/bird/bird.conf";
            case INCLUDE -> "/etc/bird/routelb.conf";
        };
    }
}
