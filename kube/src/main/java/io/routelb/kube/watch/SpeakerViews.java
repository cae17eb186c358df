package io.routelb.kube.watch;

import static io.routelb.kube.watch.CoreViews.text;
import static io.routelb.kube.watch.PeerViews.within;

import inet.ipaddr.IPAddress;
import io.routelb.kube.crd.RoutingConfig;
import io.routelb.model.Addresses;
import io.routelb.model.InvalidValueException;
import io.routelb.model.SpeakerOptions.BestPath;
import io.routelb.model.SpeakerOptions.Monitor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a RoutingConfig says about all sessions of a node. Pure. */
final class SpeakerViews {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_PATHS = 64;

    private SpeakerViews() {}

    static Optional<Monitor> monitor(RoutingConfig.@Nullable Bmp written) throws InvalidValueException {
        if (written == null) {
            return Optional.empty();
        }
        IPAddress address = Addresses.parse(text(written.address));
        if (address.isMulticast() || address.isAnyLocal()) {
            throw new InvalidValueException("bmp.address " + address + " cannot be a station");
        }
        Duration statistics =
                Durations.parse("bmp.statisticsInterval", written.statisticsInterval, Monitor.EACH_MINUTE);
        if (statistics.compareTo(SHORTEST) < 0 || statistics.compareTo(LONGEST) > 0) {
            throw new InvalidValueException("bmp.statisticsInterval is not 1s to 1h");
        }
        return Optional.of(new Monitor(address, within("bmp.port", written.port, 1, 65_535, 0), statistics));
    }

    static Set<IPAddress> listenAddresses(@Nullable List<String> written) throws InvalidValueException {
        Set<IPAddress> addresses = new HashSet<>();
        for (String each : written == null ? List.<String>of() : written) {
            addresses.add(Addresses.parseListen(each, "listenAddresses"));
        }
        return addresses;
    }

    static BestPath bestPath(RoutingConfig.@Nullable BestPath written) throws InvalidValueException {
        BestPath absent = BestPath.DEFAULT;
        if (written == null) {
            return absent;
        }
        return new BestPath(
                CustomViews.isTrue(written.alwaysCompareMED),
                written.deterministicMED == null ? absent.deterministicMed() : written.deterministicMED,
                within("bestPath.maximumPaths", written.maximumPaths, 1, MOST_PATHS, absent.maximumPaths()));
    }
}
