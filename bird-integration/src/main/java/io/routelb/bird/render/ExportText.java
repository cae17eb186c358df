package io.routelb.bird.render;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import io.routelb.model.ServiceLink;
import io.routelb.redistribution.host.ToldRoutes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The filter of what one neighbour is told of one family. First of all it lets nothing pass that is not from the link of Service addresses or
 * one of our own routes; then it lets pass only what is named.
 */
final class ExportText {
    private final RoutingIntent.Peer peer;
    private final IpFamily family;
    private final boolean internal;
    private final ServiceLink link;

    ExportText(RoutingIntent.Peer peer, IpFamily family, boolean internal, ServiceLink link) {
        this.peer = peer;
        this.family = family;
        this.internal = internal;
        this.link = link;
    }

    void write(Block file, String session) {
        ToldRoutes told = ToldRoutes.of(peer, link, family);
        file.in("filter " + Names.out(session, family), filter -> {
            if (peer.options().routeReflectorClient()) {
                filter.line("if source = RTS_BGP then accept;");
            } else if (internal && peer.options().inside().clusterId().isPresent()) {
                filter.line("if source = RTS_BGP && defined(" + Names.CLIENT + ") then accept;");
            }
            filter.line("if proto != \"" + Names.LINK + "\" && proto != \"" + Names.routes(family) + "\" then reject;");
            if (!told.withheld().isEmpty()) {
                match(filter, texts(told.withheld()), refused -> refused.line("reject;"));
            }
            told.special().forEach((attributes, prefixes) -> accept(filter, texts(prefixes), attributes));
            told.ranges()
                    .forEach((attributes, ranges) ->
                            accept(filter, ranges.stream().map(ExportText::text).toList(), attributes));
            filter.line("reject;");
        });
    }

    private static List<String> texts(List<Prefix> prefixes) {
        return prefixes.stream().map(Prefix::toString).toList();
    }

    static String text(PrefixRule range) {
        return range.within() + "{" + range.ge() + "," + range.le() + "}";
    }

    private void accept(Block filter, List<String> prefixes, RouteAttributes attributes) {
        match(filter, prefixes, accepted -> {
            lines(attributes).forEach(accepted::line);
            accepted.line("accept;");
        });
    }

    static void match(Block filter, List<String> prefixes, Consumer<Block> then) {
        filter.line("if net ~ [");
        for (int i = 0; i < prefixes.size(); i++) {
            filter.line("  " + prefixes.get(i) + (i < prefixes.size() - 1 ? "," : ""));
        }
        filter.in("] then", then);
    }

    private List<String> lines(RouteAttributes attributes) {
        List<String> lines = new ArrayList<>();
        attributes
                .communities()
                .forEach(each -> lines.add("bgp_community.add((" + (each >>> 16) + "," + (each & 0xFFFF) + "));"));
        attributes
                .largeCommunities()
                .forEach(each -> lines.add("bgp_large_community.add((" + each.global() + "," + each.local1() + ","
                        + each.local2() + "));"));
        attributes
                .extendedCommunities()
                .forEach(each -> lines.add("bgp_ext_community.add((generic, " + hex(each >>> Integer.SIZE) + ", "
                        + hex(each & 0xFFFF_FFFFL) + "));"));
        attributes.med().ifPresent(med -> lines.add("bgp_med = " + med + ";"));
        if (internal) {
            attributes.localPref().ifPresent(preference -> lines.add("bgp_local_pref = " + preference + ";"));
        } else {
            Stream.generate(() -> "bgp_path.prepend(" + peer.localAsn() + ");")
                    .limit(attributes.prepend())
                    .forEach(lines::add);
        }
        nextHop().ifPresent(address -> lines.add("bgp_next_hop = " + address.toCanonicalString() + ";"));
        return lines;
    }

    private Optional<IPAddress> nextHop() {
        return Optional.ofNullable(peer.options().inside().nextHops().get(family))
                .filter(address -> IpFamily.of(address) == family);
    }

    private static String hex(long value) {
        return String.format("0x%08x", value);
    }
}
