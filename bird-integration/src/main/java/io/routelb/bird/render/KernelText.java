package io.routelb.bird.render;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.KernelRoutes;
import io.routelb.model.LearnedRoutesView;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What puts learned routes in the kernel, and what next hops are looked up in. The host's links and what others have put in the kernel's main
 * table are in tables of their own, so that nothing of it gets among what neighbours are told.
 *
 * <p>A table of the kernel is one protocol's alone. Where the main one is the host's own, next hops are found on the node's links only, and routes go to
 * another table of the kernel or nowhere.
 */
final class KernelText {
    private final RoutingIntent intent;
    private final KernelRoutes routes;
    private final Set<IpFamily> host;
    private final Unsaid unsaid;

    KernelText(RoutingIntent intent, Set<IpFamily> host, Unsaid unsaid) {
        this.intent = intent;
        this.routes = intent.kernel();
        this.host = host;
        this.unsaid = unsaid;
    }

    void write(Block file) {
        unsaid.of(routes.wanted());
        for (IpFamily family : IpFamily.values()) {
            file.line(Names.channel(family) + " table " + Names.host(family) + ";");
        }
        file.in("protocol direct " + Names.LINKS, direct -> {
            for (IpFamily family : IpFamily.values()) {
                direct.line(Names.channel(family) + " { table " + Names.host(family) + "; };");
            }
            direct.line("interface \"-" + intent.link().name() + "\", \"*\";");
        });
        for (IpFamily family : IpFamily.values()) {
            filter(file, family);
            if (table() == KernelRoutes.MAIN) {
                toMain(file, family);
            } else {
                toOther(file, family);
            }
        }
    }

    private int table() {
        return routes.wanted().table();
    }

    private void toMain(Block file, IpFamily family) {
        if (host.contains(family)) {
            unsaid.taken(family);
            return;
        }
        mirror(file, family);
        file.in("protocol kernel " + Names.kernel(family), kernel -> {
            settings(kernel);
            kernel.line("learn;");
            channel(kernel, family, Names.mirror(family), "import all;");
        });
        pipe(file, family);
        file.in("protocol pipe " + Names.ways(family), pipe -> {
            pipe.line("table " + Names.mirror(family) + ";");
            pipe.line("peer table " + Names.host(family) + ";");
            pipe.line("import none;");
            pipe.line("export where source != RTS_BGP;"); // no next hop is reached by what was learned with it
        });
    }

    /**
     * The filter stands here and not at the kernel's protocol: BIRD 3 (3.1.7 and 3.4.0) dies of a segmentation fault when the export filter of one
     * is changed in the first second of its life.
     */
    private static void pipe(Block file, IpFamily family) {
        file.in("protocol pipe " + Names.pipe(family), pipe -> {
            pipe.line("table " + Names.table(family) + ";");
            pipe.line("peer table " + Names.mirror(family) + ";");
            pipe.line("import none;");
            pipe.line("export filter " + Names.learned(family) + ";");
        });
    }

    private void toOther(Block file, IpFamily family) {
        if (!host.contains(family)) {
            file.in("protocol kernel " + Names.main(family), kernel -> {
                kernel.line("learn;");
                kernel.line(Names.channel(family) + " { table " + Names.host(family) + "; import all; export none; };");
            });
        }
        mirror(file, family);
        file.in("protocol kernel " + Names.kernel(family), kernel -> {
            kernel.line("kernel table " + Integer.toUnsignedString(table()) + ";");
            settings(kernel);
            channel(kernel, family, Names.mirror(family), "import none;");
        });
        pipe(file, family);
    }

    private static void mirror(Block file, IpFamily family) {
        file.line(Names.channel(family) + " table " + Names.mirror(family) + ";");
    }

    private void settings(Block kernel) {
        LearnedRoutesView wanted = routes.wanted();
        kernel.line("metric " + wanted.metric() + ";");
        int paths = intent.options().bestPath().maximumPaths();
        if (wanted.multipath() && paths > 1) {
            kernel.line("merge paths on limit " + paths + ";");
        }
    }

    /** Pods have places of their own: they are no more than there are nodes. */
    private void channel(Block kernel, IpFamily family, String table, String imports) {
        long most = (long) routes.wanted().maxPrefixes() + routes.pods().size();
        kernel.channel(Names.channel(family), channel -> {
            channel.line("table " + table + ";");
            channel.line(imports);
            channel.line("export limit " + most + " action block;");
            channel.line("export where source = RTS_BGP;");
        });
    }

    /** A default route, what is shielded, what is inside the pods of a node or leads to them by somebody else stays out. */
    private void filter(Block file, IpFamily family) {
        file.in("filter " + Names.learned(family), filter -> {
            filter.line("if source != RTS_BGP || dest != RTD_UNICAST then reject;");
            filter.line("if net.len = 0 then reject;");
            List<String> shielded = routes.shielded().stream()
                    .filter(each -> each.family() == family)
                    .sorted()
                    .map(each -> each + "+")
                    .toList();
            if (!shielded.isEmpty()) {
                ExportText.match(filter, shielded, refused -> refused.line("reject;"));
            }
            TreeMap<Prefix, Set<IPAddress>> pods = new TreeMap<>(routes.pods());
            pods.keySet().removeIf(each -> each.family() != family);
            pods.forEach((cidr, owners) ->
                    filter.line("if net = " + cidr + " then { if " + isOf(owners) + " then accept; reject; }"));
            if (!pods.isEmpty()) {
                ExportText.match(
                        filter,
                        pods.keySet().stream().map(each -> each + "+").toList(),
                        refused -> refused.line("reject;"));
            }
            filter.line(routes.wanted().install() ? "accept;" : "reject;");
        });
    }

    private static String isOf(Set<IPAddress> owners) {
        return Optional.of(owners.stream()
                        .map(each -> "bgp_next_hop = " + each.toCanonicalString())
                        .sorted()
                        .collect(Collectors.joining(" || ")))
                .filter(text -> !text.isEmpty())
                .orElse("false");
    }
}
