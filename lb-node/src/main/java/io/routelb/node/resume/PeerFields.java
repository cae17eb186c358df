package io.routelb.node.resume;

import io.routelb.model.BgpPeerView;
import io.routelb.model.PeerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The options of a BGPPeer field by field, there and back. Secrets are named, never held: neither passwords nor BFD keys are written. What the plan makes of the node is not written either. */
final class PeerFields {
    private PeerFields() {}

    static void write(FieldWriter out, BgpPeerView peer) throws StateException {
        writePassword(out, peer.password());
        out.all(peer.restart().stream().toList(), restart -> write(out, restart));
        PeerOptions options = peer.options();
        out.all(options.ttlSecurityHops().stream().boxed().toList(), hops -> out.number(hops));
        write(out, options.restart());
        writeBfd(out, options.bfd());
        out.all(options.role().stream().toList(), out::word);
        out.flag(options.strictRole());
        out.flag(options.routeReflectorClient());
        out.number(options.allowOwnAsn());
        out.flag(options.addPath().send());
        out.flag(options.addPath().receive());
        out.flag(options.extendedNextHop());
        out.all(options.imports().prefixes(), rule -> {
            out.prefix(rule.within());
            out.number(rule.ge());
            out.number(rule.le());
        });
        out.number(options.imports().maxPrefixes());
        out.number(options.imports().warnPercent());
        out.duration(options.imports().restartAfter());
        out.all(peer.range().stream().toList(), range -> {
            out.text(range.prefix());
            out.number(range.limit());
        });
    }

    static void writePassword(FieldWriter out, Optional<BgpPeerView.SecretRef> password) throws StateException {
        out.all(password.stream().toList(), secret -> {
            out.text(secret.name());
            out.text(secret.key());
        });
    }

    static void writeBfd(FieldWriter out, Optional<PeerOptions.Bfd> wanted) throws StateException {
        out.all(wanted.stream().toList(), bfd -> {
            out.duration(bfd.transmit());
            out.duration(bfd.receive());
            out.number(bfd.multiplier());
            out.flag(bfd.multihop());
        });
    }

    static void write(FieldWriter out, PeerOptions.Restart restart) throws StateException {
        out.flag(restart.enabled());
        out.duration(restart.time());
        out.flag(restart.notification());
        out.duration(restart.longLivedStale());
    }

    static Optional<BgpPeerView.SecretRef> password(FieldReader in) throws StateException {
        return one(in, () -> new BgpPeerView.SecretRef(in.text(), in.text()));
    }

    static Optional<BgpPeerView.Range> range(FieldReader in) throws StateException {
        return one(in, () -> new BgpPeerView.Range(in.text(), in.whole()));
    }

    static Optional<PeerOptions.Restart> ownRestart(FieldReader in) throws StateException {
        return one(in, () -> restart(in));
    }

    static PeerOptions.Restart restart(FieldReader in) throws StateException {
        return new PeerOptions.Restart(in.flag(), in.duration(), in.flag(), in.duration());
    }

    static PeerOptions options(FieldReader in) throws StateException {
        Optional<Integer> hops = one(in, in::whole);
        return new PeerOptions(
                Optional.empty(),
                hops.isPresent() ? OptionalInt.of(hops.get()) : OptionalInt.empty(),
                restart(in),
                one(in, () -> bfd(in)),
                one(in, () -> in.word(PeerOptions.Role.class)),
                in.flag(),
                in.flag(),
                in.whole(),
                new PeerOptions.AddPath(in.flag(), in.flag()),
                in.flag(),
                new PeerOptions.Import(
                        in.all(() -> new PeerOptions.PrefixRule(in.prefix(), in.whole(), in.whole())),
                        in.whole(),
                        in.whole(),
                        in.duration()),
                PeerOptions.Inside.PLAIN);
    }

    static PeerOptions.Bfd bfd(FieldReader in) throws StateException {
        Duration transmit = in.duration();
        Duration receive = in.duration();
        int multiplier = in.whole();
        boolean multihop = in.flag();
        try {
            return new PeerOptions.Bfd(transmit, receive, multiplier, multihop, Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new StateException("is damaged: " + e.getMessage(), e);
        }
    }

    static <T> Optional<T> one(FieldReader in, FieldReader.Element<T> element) throws StateException {
        List<T> found = in.all(element);
        if (found.size() > 1) {
            throw new StateException("is damaged: a field that stands once at most stands " + found.size() + " times");
        }
        return found.stream().findFirst();
    }
}
