from social.models.relations import Block, Follow
from social.models.videos import Video, VideoLike

__all__ = ["Block", "Follow", "Video", "VideoLike"]
