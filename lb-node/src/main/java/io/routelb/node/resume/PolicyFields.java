package io.routelb.node.resume;

import io.routelb.model.BgpAdvertisementView;
import io.routelb.model.BgpAdvertisementView.LinkBandwidth;
import io.routelb.model.BgpAdvertisementView.Selection;
import io.routelb.model.BgpAdvertisementView.Source;
import io.routelb.model.LabelSelector;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RouteAttributes.LargeCommunity;
import io.routelb.model.RoutingPolicies;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** BGPAdvertisements and what they select by, field by field, there and back. */
final class PolicyFields {
    private PolicyFields() {}

    static void write(FieldWriter out, RoutingPolicies policies) throws StateException {
        out.all(new TreeMap<>(policies.advertisements()).values(), each -> write(out, each));
        out.all(new TreeMap<>(policies.namespaces()).entrySet(), each -> {
            out.text(each.getKey());
            out.texts(each.getValue());
        });
    }

    private static void write(FieldWriter out, BgpAdvertisementView advertisement) throws StateException {
        out.key(advertisement.key());
        out.number(advertisement.generation());
        out.instant(advertisement.created());
        out.all(new TreeSet<>(advertisement.sources()), out::word);
        Selection selection = advertisement.selection();
        out.all(new TreeSet<>(selection.serviceGroups()), out::text);
        write(out, selection.services());
        write(out, selection.namespaces());
        write(out, selection.nodes());
        out.all(new TreeSet<>(selection.peers()), out::text);
        write(out, selection.peerLabels());
        write(out, advertisement.attributes());
        out.word(advertisement.linkBandwidth());
        out.all(advertisement.aggregationLength().stream().boxed().toList(), bits -> out.number(bits));
        out.all(advertisement.aggregationLengthV6().stream().boxed().toList(), bits -> out.number(bits));
        out.number(advertisement.maxNextHops());
    }

    private static void write(FieldWriter out, RouteAttributes attributes) throws StateException {
        out.all(attributes.communities(), value -> out.number(value));
        out.all(attributes.largeCommunities(), value -> {
            out.number(value.global());
            out.number(value.local1());
            out.number(value.local2());
        });
        out.all(attributes.extendedCommunities(), out::number);
        out.all(attributes.med().stream().boxed().toList(), out::number);
        out.all(attributes.localPref().stream().boxed().toList(), out::number);
        out.number(attributes.prepend());
    }

    static void write(FieldWriter out, LabelSelector selector) throws StateException {
        out.texts(selector.matchLabels());
        out.all(selector.matchExpressions(), requirement -> {
            out.text(requirement.key());
            out.word(requirement.operator());
            out.all(new TreeSet<>(requirement.values()), out::text);
        });
    }

    static RoutingPolicies policies(FieldReader in) throws StateException {
        Map<String, BgpAdvertisementView> advertisements = new HashMap<>();
        for (BgpAdvertisementView each : in.all(() -> advertisement(in))) {
            FieldReader.put(advertisements, each.key().name(), each);
        }
        Map<String, Map<String, String>> namespaces = new HashMap<>();
        for (Map.Entry<String, Map<String, String>> each : in.all(() -> Map.entry(in.text(), in.texts()))) {
            FieldReader.put(namespaces, each.getKey(), each.getValue());
        }
        return new RoutingPolicies(advertisements, namespaces);
    }

    private static BgpAdvertisementView advertisement(FieldReader in) throws StateException {
        return new BgpAdvertisementView(
                in.key(),
                in.number(),
                in.instant(),
                Set.copyOf(in.all(() -> in.word(Source.class))),
                new Selection(
                        Set.copyOf(in.all(in::text)),
                        selector(in),
                        selector(in),
                        selector(in),
                        Set.copyOf(in.all(in::text)),
                        selector(in)),
                attributes(in),
                in.word(LinkBandwidth.class),
                bits(in),
                bits(in),
                in.whole());
    }

    private static RouteAttributes attributes(FieldReader in) throws StateException {
        try {
            return new RouteAttributes(
                    in.all(in::whole),
                    in.all(() -> new LargeCommunity(in.number(), in.number(), in.number())),
                    in.all(in::number),
                    number(in),
                    number(in),
                    in.whole());
        } catch (IllegalArgumentException e) {
            throw new StateException("is damaged: " + e.getMessage(), e);
        }
    }

    private static OptionalInt bits(FieldReader in) throws StateException {
        return PeerFields.one(in, in::whole).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    private static OptionalLong number(FieldReader in) throws StateException {
        return PeerFields.one(in, in::number).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    static LabelSelector selector(FieldReader in) throws StateException {
        return new LabelSelector(
                in.texts(),
                in.all(() -> new LabelSelector.Requirement(
                        in.text(), in.word(LabelSelector.Operator.class), Set.copyOf(in.all(in::text)))));
    }
}
