package io.routelb.frr;

import io.routelb.frr.control.FrrException;
import io.routelb.frr.control.Neighbour;
import io.routelb.frr.control.Terminals;
import io.routelb.frr.render.ConfigLine;
import io.routelb.frr.render.FrrConfig;
import io.routelb.frr.render.FrrRenderer;
import io.routelb.frr.render.FrrVersion;
import io.routelb.frr.render.Owned;
import io.routelb.model.FrrView;
import io.routelb.model.HostMode;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.host.HostDaemon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The FRR of the host, bgpd and bfdd of it. */
public final class FrrDaemon implements HostDaemon {
    private static final Logger LOG = LoggerFactory.getLogger(FrrDaemon.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final FrrView settings;
    private final Clock clock;
    private final Path sockets;
    private final FrrFile file;
    private final Changer changer;
    private final Watched watched = new Watched();
    private Optional<Rendered> rendered = Optional.empty();
    private long told;

    /** The last configuration, and of what it was made. */
    private record Rendered(RoutingIntent intent, FrrRenderer.Host host, FrrConfig config) {}

    public FrrDaemon(FrrView settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.sockets = Path.of(settings.socketDirectory());
        this.file = new FrrFile(Path.of(settings.configPath()), settings.mode(), sockets.resolve("bgpd.vty"));
        this.changer = new Changer(settings, file);
    }

    @Override
    public Found look(RoutingIntent intent, long number) {
        List<String> problems = new ArrayList<>();
        try (Terminals terminals = Terminals.open(sockets, ANSWER)) {
            FrrRenderer.Host host = host();
            FrrConfig config = config(intent, host);
            problems.addAll(config.unsaid());
            FrrVersion version = terminals.version();
            if (version.isBefore(FrrVersion.OLDEST)) {
                problems.add("FRR " + version + " is older than " + FrrVersion.OLDEST
                        + ", the oldest that is known to work");
            }
            boolean wantsBfd =
                    config.lines().stream().anyMatch(line -> line.text().equals(ConfigLine.BFD));
            if (wantsBfd && terminals.bfd().isEmpty()) {
                problems.add("BFD is not in force: " + terminals.noBfd());
            }
            Optional<String> why = changer.make(terminals, config.lines(), host, config.secret());
            why.ifPresent(each -> problems.add("FRR refused its configuration, what it had stays in force: " + each));
            told = why.isEmpty() ? number : told;
            Map<String, Neighbour> neighbours = terminals.neighbours();
            return new Found(watched.peers(neighbours, config, told, clock.instant()), problems, why.isEmpty());
        } catch (FrrException e) {
            problems.add(e.sentence());
        } catch (IOException e) {
            problems.add(file.path() + " cannot be read, checked or written: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Found(List.<RoutingStatus.Peer>of(), problems, false);
    }

    private FrrConfig config(RoutingIntent intent, FrrRenderer.Host host) {
        Rendered last = rendered.orElse(null);
        if (last == null || !last.host().equals(host) || !last.intent().equals(intent)) {
            last = new Rendered(intent, host, FrrRenderer.render(intent, host));
            rendered = Optional.of(last);
        }
        return last.config();
    }

    private FrrRenderer.Host host() throws IOException {
        return settings.mode() == HostMode.FULL ? FrrRenderer.Host.NONE : Owned.host(file.others());
    }

    @Override
    public void leave() {
        try (Terminals terminals = Terminals.open(sockets, ANSWER)) {
            if (!file.isOurs()) {
                return;
            }
            changer.make(terminals, List.of(), host(), false)
                    .ifPresent(why -> LOG.atWarn().addKeyValue("reason", why).log("FRR keeps our sessions"));
        } catch (FrrException | IOException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("FRR keeps our sessions");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
