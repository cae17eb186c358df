package io.routelb.model;

/**
 * The BIRD of the host, as the RoutingConfig describes it.
 *
 * @param version whose syntax is written, such as {@code 2.0.12}; {@value #AUTO} = asked of the daemon
 * @param mode how much of its configuration is ours
 * @param configPath absolute path of the file we write
 * @param controlSocket absolute path of the socket that {@code birdc} uses, too
 */
public record BirdView(String version, Mode mode, String configPath, String controlSocket) {
    /** The version that the daemon says it is. */
    public static final String AUTO = "auto";

    public static final String DEFAULT_SOCKET = "/run/bird/bird.ctl";

    /** With everything as it is when nothing is said. */
    public static final BirdView DEFAULT = new BirdView(AUTO, Mode.INCLUDE, Mode.INCLUDE.configPath, DEFAULT_SOCKET);

    /** How much of the daemon's configuration is ours. */
    public enum Mode {
        /** All of it. */
        FULL("/etc/bird/bird.conf"),
        /** One file, which the host's own configuration includes. */
        INCLUDE("/etc/bird/routelb.conf");

        private final String configPath;

        Mode(String configPath) {
            this.configPath = configPath;
        }

        /** Where the file is unless something else is said. */
        public String configPath() {
            return configPath;
        }
    }
}
