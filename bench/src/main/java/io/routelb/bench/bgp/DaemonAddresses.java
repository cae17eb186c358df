package io.routelb.bench.bgp;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.lab.process.Await;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.topology.FrrSuite;
import io.routelb.lab.topology.Namespaces;
import io.routelb.lab.topology.QuietLink;
import io.routelb.model.LBNodeAgentView;
import io.routelb.netlink.NetworkNamespace;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.value.AddressChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** A daemon that watches the link by itself; the addresses are changed from here, through the same netlink module as ours. */
final class DaemonAddresses implements AddressTeller {
    private static final int HOST_BITS = 32;

    private final Stand stand;
    private final boolean frr;
    private final List<LabProcess> processes = new ArrayList<>();
    private Optional<Rtnetlink> kernel = Optional.empty();
    private int link;

    private DaemonAddresses(Stand stand, boolean frr) {
        this.stand = stand;
        this.frr = frr;
    }

    /** BIRD with {@code protocol direct}. */
    static DaemonAddresses bird(Stand stand) {
        return new DaemonAddresses(stand, false);
    }

    /** FRR with {@code redistribute connected}. */
    static DaemonAddresses frr(Stand stand) {
        return new DaemonAddresses(stand, true);
    }

    @Override
    public String name() {
        return frr ? "frr" : "bird";
    }

    @Override
    public Stand stand() {
        return stand;
    }

    @Override
    public void start(int first, int count) throws IOException, InterruptedException {
        try {
            // A netlink socket stays in the namespace it was opened in, whoever uses it.
            Rtnetlink opened = NetworkNamespace.ofPath(
                            Namespaces.file(stand.cable().theirs()))
                    .call(Rtnetlink::open);
            kernel = Optional.of(opened);
            link = QuietLink.add(opened, LBNodeAgentView.DUMMY_INTERFACE).index();
            List<AddressChange> standing = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                standing.add(MeasuredSpeaker.adding(link, new IPv4Address(first + i)));
            }
            MeasuredSpeaker.done(opened.apply(standing));
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        }
        if (frr) {
            startFrr();
        } else {
            startBird();
        }
    }

    private void startFrr() throws IOException, InterruptedException {
        FrrSuite suite = new FrrSuite(
                stand.cable().theirs(), "frr-direct-", stand.folder().resolve("frr-direct"), stand.logs());
        String sign = "router bgp " + Stand.SPEAKER_AS;
        String neighbour = "neighbor " + stand.collectorAddress();
        suite.start(
                String.join(
                        "\n",
                        "frr defaults traditional",
                        sign,
                        "bgp router-id " + stand.speaker(),
                        "no bgp ebgp-requires-policy",
                        neighbour + " remote-as " + Stand.COLLECTOR_AS,
                        neighbour + " passive",
                        neighbour + " advertisement-interval 0",
                        "address-family ipv4 unicast",
                        "redistribute connected",
                        "exit-address-family",
                        ""),
                List.of(),
                sign);
        processes.addAll(suite.daemons());
    }

    private void startBird() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(stand.folder().resolve("bird-direct"));
        Path control = folder.resolve("ctl");
        Files.writeString(
                folder.resolve("bird.conf"),
                String.join(
                        "\n",
                        "router id " + stand.speaker() + ";",
                        "log stderr all;",
                        "protocol device {}",
                        "protocol direct { ipv4; interface \"" + LBNodeAgentView.DUMMY_INTERFACE + "\"; }",
                        "protocol bgp {",
                        "local " + stand.speaker() + " as " + Stand.SPEAKER_AS + ";",
                        "neighbor " + stand.collectorAddress() + " as " + Stand.COLLECTOR_AS + ";",
                        "passive on;",
                        "ipv4 { import all; export where source = RTS_DEVICE; };",
                        "}",
                        ""));
        LabProcess bird = LabProcess.start(
                "bird-direct",
                stand.logs().resolve("bird-direct.log"),
                Namespaces.inside(
                        stand.cable().theirs(),
                        List.of(
                                "bird",
                                "-f",
                                "-c",
                                folder + "/bird.conf",
                                "-s",
                                control.toString(),
                                "-P",
                                folder + "/pid")));
        processes.add(bird);
        Await.until("BIRD's socket", Contestant.LIMIT, () -> {
            bird.requireAlive();
            return Files.exists(control);
        });
    }

    @Override
    public long change(boolean add, int address) throws IOException {
        IPv4Address changed = new IPv4Address(address);
        AddressChange change =
                add ? MeasuredSpeaker.adding(link, changed) : new AddressChange.Remove(link, changed, HOST_BITS);
        long begun = MeasuredSpeaker.now();
        MeasuredSpeaker.done(kernel.orElseThrow().apply(List.of(change)));
        return begun;
    }

    @Override
    public void end() throws IOException, InterruptedException {
        for (LabProcess each : processes) {
            each.kill();
        }
        if (kernel.isPresent()) {
            kernel.get().close();
        }
    }
}
