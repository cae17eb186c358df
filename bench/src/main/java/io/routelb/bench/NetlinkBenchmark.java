package io.routelb.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import inet.ipaddr.IPAddress;
import io.routelb.bench.measure.Percentiles;
import io.routelb.lab.process.Command;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.scenario.Figures;
import io.routelb.lab.topology.QuietLink;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.LBNodeAgentView;
import io.routelb.netlink.ChangeResult;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.TemporaryNamespace;
import io.routelb.netlink.value.AddressChange;
import io.routelb.netlink.value.AddressFlag;
import io.routelb.netlink.value.Link;
import io.routelb.node.apply.NodeLinks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * Addresses put on a link and taken off again by our batched rtnetlink and by {@code ip -batch}, in turns on the same kernel, each on a
 * fresh link; and how long addresses that somebody flushed take to come back through the agent's own reconciler.
 */
final class NetlinkBenchmark implements Benchmark {
    private static final int ROUNDS = 5;
    /** IPv6 addresses on one link cost far more each; a fifth is enough to compare. */
    private static final int IPV6_SHARE = 5;

    private static final int FLUSHED_SHARE = 2;

    @Override
    public String name() {
        return "netlink";
    }

    @Override
    public String summary() {
        return "addresses added and removed by batched rtnetlink against ip -batch; flushed ones brought back";
    }

    @Override
    public int defaultSize() {
        return 10_000;
    }

    @Override
    public Figures run(Effort effort) throws IOException, InterruptedException {
        int size = effort.size();
        try (TemporaryNamespace temporary = TemporaryNamespace.open()) {
            return temporary.namespace().call(() -> measureAll(size));
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        }
    }

    private static Figures measureAll(int size) throws IOException, InterruptedException {
        Figures figures = new Figures().put("rounds", ROUNDS).put("link", kind());
        boolean notSlower = compare(size, Addresses.of("198.18.0.0"), figures);
        notSlower &= compare(Math.max(1, size / IPV6_SHARE), Addresses.of("2001:db8::1:0"), figures);
        figures.put("not_slower", notSlower);
        return figures.putAll(FlushRepair.measure(Math.max(1, size / FLUSHED_SHARE)));
    }

    /** A link without peer or ARP: what kube-lb0 is, or the closest this kernel has. */
    private static String kind() throws NetlinkException {
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            Link link = QuietLink.add(rtnetlink, LBNodeAgentView.DUMMY_INTERFACE);
            rtnetlink.deleteLink(link.index());
            return link.kind();
        }
    }

    private record Times(List<Long> adding, List<Long> removing) {
        Times() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private static boolean compare(int count, IPAddress base, Figures figures)
            throws IOException, InterruptedException {
        Times ours = new Times();
        Times theirs = new Times();
        for (int round = 0; round < ROUNDS; round++) {
            if (round % 2 == 0) {
                byRtnetlink(count, base, ours);
                byIpBatch(count, base, theirs);
            } else {
                byIpBatch(count, base, theirs);
                byRtnetlink(count, base, ours);
            }
        }
        String family = IpFamily.of(base) == IpFamily.IPV4 ? "ipv4_" : "ipv6_";
        figures.put(family + "addresses", count);
        boolean added = put(figures, family + "add", ours.adding(), theirs.adding());
        boolean removed = put(figures, family + "remove", ours.removing(), theirs.removing());
        return added && removed;
    }

    private static boolean put(Figures figures, String what, List<Long> ours, List<Long> theirs) {
        double mine = new Percentiles(ours).millis(50);
        double other = new Percentiles(theirs).millis(50);
        JsonObject json = JsonParser.parseString(new Figures()
                        .put("rtnetlink_ms", mine)
                        .put("ip_batch_ms", other)
                        .put("ratio", Math.round(mine / other * 100) / 100.0)
                        .line())
                .getAsJsonObject();
        figures.put(what, json);
        return mine <= other;
    }

    private static void byRtnetlink(int count, IPAddress base, Times times) throws IOException {
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            Link link = QuietLink.add(rtnetlink, LBNodeAgentView.DUMMY_INTERFACE);
            int bits = IpFamily.of(base).bits();
            long start = System.nanoTime();
            List<AddressChange> adds = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                adds.add(AddressChange.Add.forever(
                        link.index(), base.increment(i), bits, Set.of(AddressFlag.NO_DAD), NodeLinks.PROTO));
            }
            requireAllDone(rtnetlink.apply(adds));
            times.adding().add(System.nanoTime() - start);
            start = System.nanoTime();
            List<AddressChange> removals = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                removals.add(new AddressChange.Remove(link.index(), base.increment(i), bits));
            }
            requireAllDone(rtnetlink.apply(removals));
            times.removing().add(System.nanoTime() - start);
            rtnetlink.deleteLink(link.index());
        }
    }

    private static void requireAllDone(List<ChangeResult> results) throws ExpectationException {
        for (ChangeResult result : results) {
            if (!result.ok()) {
                throw new ExpectationException(result.sentence("change an address"));
            }
        }
    }

    private static void byIpBatch(int count, IPAddress base, Times times) throws IOException, InterruptedException {
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            Link link = QuietLink.add(rtnetlink, LBNodeAgentView.DUMMY_INTERFACE);
            times.adding().add(batch("add", count, base, " nodad"));
            times.removing().add(batch("del", count, base, ""));
            rtnetlink.deleteLink(link.index());
        }
    }

    private static long batch(String verb, int count, IPAddress base, String end)
            throws IOException, InterruptedException {
        int bits = IpFamily.of(base).bits();
        List<String> lines = new ArrayList<>(Collections.nCopies(count, ""));
        for (int i = 0; i < count; i++) {
            lines.set(
                    i,
                    "addr " + verb + " " + base.increment(i).toCanonicalString() + "/" + bits + " dev "
                            + LBNodeAgentView.DUMMY_INTERFACE + (bits == 128 ? end : ""));
        }
        String input = String.join("\n", lines) + "\n";
        long start = System.nanoTime();
        Command.run(List.of("ip", "-batch", "-"), input);
        return System.nanoTime() - start;
    }
}
