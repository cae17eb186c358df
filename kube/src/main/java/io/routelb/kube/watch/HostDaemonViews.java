package io.routelb.kube.watch;

import io.routelb.kube.crd.RoutingConfig;
import io.routelb.model.Addresses;
import io.routelb.model.BirdView;
import io.routelb.model.FrrView;
import io.routelb.model.InvalidValueException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The routing daemons of the host, from what a RoutingConfig says of them. */
final class HostDaemonViews {
    /** Nothing that would have to be quoted in a daemon's own language. */
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._-]+)+");

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){1,2}");

    private HostDaemonViews() {}

    static BirdView bird(RoutingConfig.Bird written) throws InvalidValueException {
        BirdView.Mode mode = isFull("bird.mode", written.mode) ? BirdView.Mode.FULL : BirdView.Mode.INCLUDE;
        String version = orElse(written.version, BirdView.AUTO);
        if (!version.equals(BirdView.AUTO) && !VERSION.matcher(version).matches()) {
            throw new InvalidValueException(
                    "bird.version \"" + Addresses.shown(version) + "\" is not " + BirdView.AUTO + " or a version");
        }
        return new BirdView(
                version,
                mode,
                path("bird.configPath", orElse(written.configPath, mode.configPath())),
                path("bird.controlSocket", orElse(written.controlSocket, BirdView.DEFAULT_SOCKET)));
    }

    static FrrView frr(RoutingConfig.Frr written) throws InvalidValueException {
        return new FrrView(
                isFull("frr.mode", written.mode) ? FrrView.Mode.FULL : FrrView.Mode.INCLUDE,
                path("frr.configPath", orElse(written.configPath, FrrView.DEFAULT_CONFIG)),
                path("frr.vtyshPath", orElse(written.vtyshPath, FrrView.DEFAULT_VTYSH)),
                path("frr.socketDirectory", orElse(written.socketDirectory, FrrView.DEFAULT_SOCKETS)));
    }

    private static boolean isFull(String field, @Nullable String written) throws InvalidValueException {
        return switch (text(written)) {
            case "", "Include" -> false;
            case "Full" -> true;
            default ->
                throw new InvalidValueException(
                        field + " \"" + Addresses.shown(text(written)) + "\" is not Include or Full");
        };
    }

    private static String path(String field, String path) throws InvalidValueException {
        if (!PATH.matcher(path).matches() || path.contains("/../") || path.endsWith("/..")) {
            throw new InvalidValueException(
                    field + " \"" + Addresses.shown(path) + "\" is not an absolute path of letters, digits, . _ and -");
        }
        return path;
    }

    private static String orElse(@Nullable String written, String otherwise) {
        return text(written).isEmpty() ? otherwise : text(written);
    }

    private static String text(@Nullable String written) {
        return written == null ? "" : written.strip();
    }
}
