/**
 * What BIRD is to be configured with. Pure: equal intents give equal bytes. Enters: a {@link io.routelb.model.RoutingIntent} and the daemon's
 * version. Leaves: a {@link io.routelb.bird.render.BirdConfig}. Nothing that a user wrote gets into the text but numbers, addresses, names
 * cut down to letters, digits and {@code _}, and passwords that hold no quotation mark.
 */
@NullMarked
package io.routelb.bird.render;

import org.jspecify.annotations.NullMarked;
