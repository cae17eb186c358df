/** Tests of the speaker: against itself over loopback, and against real daemons in namespaces of their own. */
@NullMarked
package io.routelb.redistribution.bgp.speaker;

import org.jspecify.annotations.NullMarked;
