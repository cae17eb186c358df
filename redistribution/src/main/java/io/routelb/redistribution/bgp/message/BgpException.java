package io.routelb.redistribution.bgp.message;

import io.routelb.model.IpFamily;
import java.io.Serial;
import java.util.Optional;

/**
 * Something a peer sent that may not be. Carries the NOTIFICATION it deserves (RFC 4271 section 6) and how much has to go because of
 * it (RFC 7606 section 2). The message is one sentence for people.
 */
public final class BgpException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The blast radius, mildest first. */
    public enum Scope {
        /** The attribute is dropped, the routes stay. */
        ATTRIBUTE_DISCARD,
        /** The routes of the UPDATE count as withdrawn, the session stays. */
        TREAT_AS_WITHDRAW,
        /** All routes of a family that came from the peer go, and it is not listened to about the family until the session ends. */
        FAMILY_DISABLE,
        /** The NOTIFICATION is sent and the session ends. */
        SESSION_RESET
    }

    private final int code;
    private final int subcode;
    private final byte[] data;
    private final Scope scope;
    private final transient Optional<IpFamily> family;

    private BgpException(Scope scope, int code, int subcode, byte[] data, String sentence, Optional<IpFamily> family) {
        // Without a stack trace: where in the codec it was seen says nothing, and a peer could make us fill thousands a
        // message.
        super(sentence, null, false, false);
        this.scope = scope;
        this.code = code;
        this.subcode = subcode;
        this.data = data;
        this.family = family;
    }

    /** An error that ends the session. */
    public static BgpException reset(int code, int subcode, Octets data, String sentence) {
        return new BgpException(Scope.SESSION_RESET, code, subcode, data.toArray(), sentence, Optional.empty());
    }

    /** An UPDATE error (code 3) with the given reach. */
    static BgpException update(Scope scope, int subcode, Octets data, String sentence) {
        return new BgpException(scope, Notification.UPDATE_ERROR, subcode, data.toArray(), sentence, Optional.empty());
    }

    /** An error in MP_REACH_NLRI or MP_UNREACH_NLRI after which the routes meant cannot be told (RFC 4760 section 7). */
    static BgpException disable(IpFamily family, String sentence) {
        return new BgpException(
                Scope.FAMILY_DISABLE, Notification.UPDATE_ERROR, 9, new byte[0], sentence, Optional.of(family));
    }

    /** The same with another reach. */
    BgpException withScope(Scope changed) {
        return new BgpException(changed, code, subcode, data, sentence(), family);
    }

    /** The same with the attribute it is about, flags, type and length included (RFC 4271 section 6.3). */
    BgpException about(Octets attribute) {
        return new BgpException(scope, code, subcode, attribute.toArray(), sentence(), family);
    }

    /** Of {@link Scope#FAMILY_DISABLE}: which. */
    Optional<IpFamily> family() {
        return family;
    }

    public Scope scope() {
        return scope;
    }

    /** What to tell the peer when the session has to end. */
    public Notification notification() {
        return new Notification(code, subcode, Octets.of(data));
    }

    /** What was wrong, for people. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
