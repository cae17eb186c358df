package io.routelb.frr;

import io.routelb.frr.control.FrrException;
import io.routelb.frr.control.Terminals;
import io.routelb.frr.control.Vty;
import io.routelb.frr.render.ConfigChange;
import io.routelb.frr.render.ConfigLine;
import io.routelb.frr.render.FrrRenderer.Host;
import io.routelb.frr.render.Owned;
import io.routelb.model.FrrView;
import io.routelb.model.HostMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads FRR from what it has of ours to what it is to have: what runs is read, the difference is checked by FRR's own parser and given to the
 * daemons, and taken back when one of its commands is refused. Owned by one thread.
 */
final class Changer {
    private static final Logger LOG = LoggerFactory.getLogger(Changer.class);
    private static final Duration RETRY = Duration.ofSeconds(10);
    /** A list or a route-map of a neighbour. */
    private static final Pattern POLICY =
            Pattern.compile("(" + ConfigLine.OURS + "\\S+)-(in|out)-(v4|v6)(?:-\\d+)? .*");

    private final FrrView settings;
    private final FrrFile file;
    private final Parser parser;
    private Optional<Refused> refused = Optional.empty();
    /** What was given and is not seen all the same: FRR writes it in other words, and to say it again would be no use. */
    private List<String> settled = List.of();

    /** What FRR would not have. */
    private record Refused(List<ConfigLine> lines, String why, long at) {}

    /** The commands for either daemon. */
    private record Change(List<String> bfd, List<String> bgp) {
        boolean isEmpty() {
            return bfd.isEmpty() && bgp.isEmpty();
        }

        List<String> all() {
            List<String> all = new ArrayList<>(bfd);
            all.addAll(bgp);
            return all;
        }
    }

    Changer(FrrView settings, FrrFile file) {
        this.settings = settings;
        this.file = file;
        this.parser = new Parser(Path.of(settings.vtyshPath()));
    }

    /**
     * Makes FRR have these lines and no others of ours.
     *
     * @param host what there is beside ours
     * @param secret whether there is a password in the lines
     * @return why the lines are not in force; empty when they are
     */
    Optional<String> make(Terminals terminals, List<ConfigLine> lines, Host host, boolean secret)
            throws FrrException, IOException, InterruptedException {
        List<ConfigLine> before = running(terminals, host);
        Change change = change(before, goal(before, lines, host));
        if (change.isEmpty() || change.all().equals(settled)) {
            refused = Optional.empty();
            file.put(file.with(ConfigLine.text(lines)), secret);
            return Optional.empty();
        }
        if (refused.filter(each -> each.lines().equals(lines) && System.nanoTime() - each.at() < RETRY.toNanos())
                .isPresent()) {
            return refused.map(Refused::why);
        }
        Optional<String> why = check(lines, secret);
        if (why.isEmpty()) {
            why = give(terminals, change);
            if (why.isPresent()) {
                takeBack(terminals, before, host);
            }
        }
        refused = why.map(each -> new Refused(lines, each, System.nanoTime()));
        if (why.isEmpty()) {
            file.put(file.with(ConfigLine.text(lines)), secret);
            List<ConfigLine> after = running(terminals, host);
            settled = change(after, goal(after, lines, host)).all();
            terminals.enable(refreshes(change.bgp(), lines));
        }
        log(change, why);
        return why;
    }

    private void log(Change change, Optional<String> why) {
        if (why.isPresent()) {
            LOG.atWarn().addKeyValue("reason", why.get()).log("FRR refused its configuration");
        } else {
            LOG.atInfo()
                    .addKeyValue("commands", change.all().size())
                    .addKeyValue(
                            "unseen",
                            settled.stream().map(ConfigLine::withoutSecret).toList())
                    .log("FRR has its configuration");
        }
    }

    private List<ConfigLine> running(Terminals terminals, Host host) throws FrrException {
        List<ConfigLine> running = new ArrayList<>(part(terminals.bgp().running(), false));
        if (terminals.bfd().isPresent()) {
            // vtysh gives every daemon all lists when it reads the file; bgpd's are the ones that count
            running.addAll(part(terminals.bfd().get().running(), true));
        }
        return settings.mode() == HostMode.FULL ? Owned.all(running) : Owned.named(running, host);
    }

    private List<ConfigLine> goal(List<ConfigLine> before, List<ConfigLine> lines, Host host) {
        return settings.mode() == HostMode.FULL ? lines : Owned.inBlocksOf(before, lines, host);
    }

    private static Change change(List<ConfigLine> before, List<ConfigLine> after) {
        return new Change(
                ConfigChange.commands(part(before, true), part(after, true)),
                ConfigChange.commands(part(before, false), part(after, false)));
    }

    private static List<ConfigLine> part(List<ConfigLine> lines, boolean bfd) {
        return lines.stream()
                .filter(line -> line.text().equals(ConfigLine.BFD) == bfd)
                .toList();
    }

    private Optional<String> check(List<ConfigLine> lines, boolean secret) throws IOException, InterruptedException {
        Path candidate = file.candidate();
        try {
            file.write(candidate, ConfigLine.text(lines), secret);
            return parser.refusal(candidate);
        } finally {
            Files.deleteIfExists(candidate);
        }
    }

    /** BFD first: a neighbour names its profile. A bfdd that does not run is told when it does. */
    private static Optional<String> give(Terminals terminals, Change change) throws FrrException {
        Optional<Vty> bfd = terminals.bfd();
        Optional<String> why = bfd.isPresent() ? bfd.get().configure(change.bfd()) : Optional.empty();
        return why.isPresent() ? why : terminals.bgp().configure(change.bgp());
    }

    private void takeBack(Terminals terminals, List<ConfigLine> before, Host host) throws FrrException {
        List<ConfigLine> now = running(terminals, host);
        Change back = change(now, goal(now, before, host));
        give(terminals, back)
                .ifPresent(why -> LOG.atError().addKeyValue("reason", why).log("FRR refuses what it had before"));
    }

    /** FRR looks at its routes again five seconds after a policy was changed, unless it is asked. */
    private static List<String> refreshes(List<String> commands, List<ConfigLine> lines) {
        TreeSet<String> refreshes = new TreeSet<>();
        String all = ConfigLine.text(lines);
        for (String command : commands) {
            Matcher policy = POLICY.matcher(command + " ");
            if (policy.find() && all.contains("neighbor " + policy.group(1) + " peer-group\n")) {
                refreshes.add("clear bgp " + (policy.group(3).equals("v4") ? "ipv4" : "ipv6") + " unicast peer-group "
                        + policy.group(1) + " soft " + policy.group(2));
            }
        }
        return List.copyOf(refreshes);
    }
}
