package io.routelb.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.bench.measure.Memory;
import io.routelb.kube.api.KubeApi;
import io.routelb.kube.daemon.KubeClients;
import io.routelb.kube.daemon.StartupException;
import io.routelb.lab.cluster.ControlPlane;
import io.routelb.lab.cluster.Workspace;
import io.routelb.lab.process.LabProcess;
import io.routelb.lab.scenario.Figures;
import io.routelb.lab.training.Neighbour;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.Rtnetlink;
import io.routelb.netlink.TemporaryNamespace;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * The agent of one node of a large cluster, a process with the flags it is shipped with: from exec to the first and to the last address on
 * kube-lb0; and what memory is resident when it has settled, and after every Service and slice was changed. The parts are asked of a
 * further run, for the virtual machine's own book-keeping takes memory too.
 */
final class Footprint implements Benchmark {
    private static final int STARTS = 7;
    private static final int CHANGES = 5;
    private static final String JAVA_OPTIONS = "JAVA_TOOL_OPTIONS";

    @Override
    public String name() {
        return "footprint";
    }

    @Override
    public String summary() {
        return "the agent among N Services, two slices each, 200 nodes: start to first address, resident memory by part";
    }

    @Override
    public int defaultSize() {
        return 2_000;
    }

    @Override
    public Figures run(Effort effort) throws IOException, InterruptedException {
        int size = effort.size();
        try (TemporaryNamespace network = TemporaryNamespace.open()) {
            return network.namespace().call(() -> measureAll(size));
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        }
    }

    private static Figures measureAll(int size) throws IOException, InterruptedException {
        try (Rtnetlink netlink = loopbackUp();
                ControlPlane plane = ControlPlane.start(Workspace.current());
                Neighbour neighbour = Neighbour.start(netlink)) {
            plane.namespace(LargeCluster.NAMESPACE);
            for (JsonObject object : Neighbour.objects()) {
                plane.objects().create(object);
            }
            LargeCluster cluster = new LargeCluster(api(plane));
            cluster.create(size);
            AgentStarts agents = new AgentStarts(plane, netlink, size);
            return new Figures()
                    .put("services", size)
                    .put("endpoint_slices", LargeCluster.slices(size))
                    .put("start", json(agents.figures(STARTS, Map.of())))
                    .put("start_without_cache", json(agents.figures(STARTS, Map.of(JAVA_OPTIONS, "-XX:AOTMode=off"))))
                    .putAll(memory(agents, cluster, neighbour, size))
                    .putAll(parts(agents, neighbour));
        }
    }

    private static Figures memory(AgentStarts agents, LargeCluster cluster, Neighbour neighbour, int size)
            throws IOException, InterruptedException {
        LabProcess agent = agents.settled(neighbour, Map.of());
        Memory memory = new Memory(agent.pid());
        Figures figures = new Figures()
                .put("rss_mib", memory.resident())
                .put("rss_by_mapping_mib", json(memory.mappings()))
                .put("java_flags", JavaFlags.of(agent.pid()));
        for (int round = 0; round < CHANGES; round++) {
            cluster.touch(size, round);
        }
        figures.put("rss_after_changes_mib", memory.resident()).put("rss_peak_mib", memory.peak());
        agent.kill();
        return figures;
    }

    private static Figures parts(AgentStarts agents, Neighbour neighbour) throws IOException, InterruptedException {
        LabProcess agent = agents.settled(neighbour, Map.of(JAVA_OPTIONS, "-XX:NativeMemoryTracking=summary"));
        Memory memory = new Memory(agent.pid());
        Figures figures = new Figures()
                .put("committed_by_part_mib", json(memory.parts()))
                .put("live_heap_mib", memory.liveHeap());
        agent.kill();
        return figures;
    }

    private static Rtnetlink loopbackUp() throws NetlinkException {
        Rtnetlink netlink = Rtnetlink.open();
        netlink.setUp(netlink.link("lo").orElseThrow().index());
        return netlink;
    }

    private static JsonObject json(Figures figures) {
        return JsonParser.parseString(figures.line()).getAsJsonObject();
    }

    private static KubeApi api(ControlPlane plane) throws IOException {
        try {
            return new KubeApi(KubeClients.connect(plane.adminKubeconfig().toString(), Map.of()));
        } catch (StartupException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
