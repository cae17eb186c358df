/** Intents for the tests of the backends that leave the speaking to a daemon of the host. */
@NullMarked
package io.routelb.redistribution.host;

import org.jspecify.annotations.NullMarked;
